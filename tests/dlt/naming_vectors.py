"""Writes tests/unit/naming_vectors.tsv: names and what dlt's snake_case makes of them.

Run with a Python that has dlt: python tests/dlt/naming_vectors.py
Each line: name, column name, table name, each as a JSON string; null where dlt refuses the name.
"""
import itertools
import json
import pathlib
import random

from dlt.common.normalizers.naming.snake_case import NamingConvention

GIVEN = """id Id ID emailAddr HTTPServerID userID2 A1B x1Y2 fooBAR MyURLIs 2ndName __deleted __source_ts_ms a__b a___b
a____b a_____b camelCase__Nested a.b.c a-b name_ name__ name___ _ __ ___ ____ _id __id ___id id__ id___ $oid a+b* a|b
a@b @ + * - | -- a-- a** 日本 é Ünïcode straße Ĳssel İstanbul ﬁeld a٣b ٣ ٣٤ab a٣B A٣b 𝟎 a𝟗B 𝟗x x² ½ Ⅷ a①b ０１２ Ａ a😀b 😀
testc.inventory.customers public.test_users test_users Order-Lines OrderLines order__Lines ORDER_LINES XMLHttpRequest
aB Ab AB ABc ABC ABCd aBC aBc aBcD A_B A_b a_B a_bC _A _aB 1 1a 1A 1_ 0x 9_9 _1 __1 1__1 1__a a__1 a__2b__3C __op __seq
__position deleted __v_text x__v_text x__V_Text a__ __a__ a__b__ __a__b _a__b _a_ _a__ a_ A_ 1. .1 . .. a. .a $ $$ $a
a$ a$b a$$b % # a#1 #1 a/b a\\b a:b a;b a=b "quoted" 'q' (x) [x] {x} x<y>z a,b a! ?""".split()
SPACED = ["", " ", "\t", " a ", "\ta\n", "a b", "a  b", " a__b ", "a __ b", "__ a", "a__ __b", "\u00a0a\u00a0", "\u2003a",
          "a\u3000", "\u200ba", "\ufeffa", "\x1ca\x1f", "\x85a", "\x00a", "a\x00b", "a\u2028b", "\u2028", "a\nb", "First Name",
          "first - name", "Größe (cm)", "Цена", "价格", "price €", "100%", "10 %", "№ 1", "e\u0301", "a\u0660", "\u0660a"]


def random_names(count):
    random.seed(20261123)
    letters = list("abzABZ019__..-+*@|$ é日٣𝟎")
    return ["".join(random.choices(letters, k=random.randint(1, 9))) for _ in range(count)]


def normalised(function, name):
    try:
        return function(name) or None
    except ValueError:
        return None


def main():
    naming = NamingConvention()
    short = ["".join(letters) for letters in itertools.product("aB_1", repeat=3)]
    names = list(dict.fromkeys(GIVEN + SPACED + short + random_names(300)))
    lines = ["\t".join(json.dumps(cell) for cell in
                       (name, normalised(naming.normalize_path, name), normalised(naming.normalize_tables_path, name)))
             for name in names]
    target = pathlib.Path(__file__).parent.parent / "unit" / "naming_vectors.tsv"
    target.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{len(lines)} names in {target}")


if __name__ == "__main__":
    main()
