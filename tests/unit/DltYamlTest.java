package dlt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The verb {@code schema}: texts that Python sets, as Python's own YAML has them. */
class DltYamlTest {

    /** As Python prints them with {@code yaml.dump(…, allow_unicode=True, sort_keys=False)}. */
    @Test
    void textsAreQuotedAndBrokenAsByDlt() {
        String yaml = DltYaml.of(DltSchema.parse("""
                {"version": 1, "version_hash": "a+/=", "engine_version": 11, "name": "p", "tables": {"no": {"columns": {
                 "yes": {"name": "yes", "data_type": "text", "nullable": true,
                  "description": "What the customer has said of it: in full, at any length, \
                in as many words as it takes"},
                 "on": {"name": "on", "x-a": "x: y", "x-b": "two\\nlines", "x-c": "it's", "x-d": "=", "x-e": "12:30",
                  "x-f": "", "x-g": "\\u0007 é", "x-h": ["- a", [], {}, {"k": null}], "x-i": 1.5, "x-j": " b "}},
                 "name": "no"}}, "settings": {}, "normalizers": {"names": "snake_case", "json": {"module": "m"}},
                 "previous_hashes": []}"""));
        assertEquals("""
                  'no':
                    columns:
                      'yes':
                        data_type: text
                        nullable: true
                        description: 'What the customer has said of it: in full, at any length, in
                          as many words as it takes'
                      'on':
                        x-a: 'x: y'
                        x-b: 'two

                          lines'
                        x-c: it's
                        x-d: '='
                        x-e: '12:30'
                        x-f: ''
                        x-g: "\\a é"
                        x-h:
                        - '- a'
                        - []
                        - {}
                        - k: null
                        x-i: 1.5
                        x-j: ' b '
                """, yaml.substring(yaml.indexOf("  'no':"), yaml.indexOf("settings:")));
    }
}
