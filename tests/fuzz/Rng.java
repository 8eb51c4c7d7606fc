import java.util.List;
import java.util.Random;

/** Random choices that a seed repeats. */
final class Rng {

    private final Random random;

    Rng(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        random.nextLong();
    }

    /** From {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** True in so many of 100 cases. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T of(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    String any(String... some) {
        return some[random.nextInt(some.length)];
    }

    /** One of {@code some}, each as often as its number says: weight, thing, weight, thing … */
    Object weighted(Object... some) {
        int all = 0;
        for (int i = 0; i < some.length; i += 2) {
            all += (Integer) some[i];
        }
        int at = random.nextInt(all);
        for (int i = 0;; i += 2) {
            at -= (Integer) some[i];
            if (at < 0) {
                return some[i + 1];
            }
        }
    }

    <T> void shuffle(List<T> some) {
        java.util.Collections.shuffle(some, random);
    }

    /** A new name that differs from the {@code taken} ones also after dlt's naming rules. */
    String name(java.util.Set<String> taken, String hint) {
        String name;
        String key;
        int tries = 0;
        do {
            name = (String) weighted(8, hint, 1, any("Order Lines", "MiXed", "camelCase", "select", "order", "user",
                    "Group"),
                    1, any("a.b", "x-y", "quo\"te", "it's", "back`tick", "100%", "a,b", "(x)", "$d", "#1", "q?",
                            "a+b", "a/b"),
                    1, any("имя n", "订单 t", "emoji😀 e", "größe", "N̈ame"));
            name += tries++ > 0 || chance(20) ? "" + between(2, 99) : "";
            key = dlt.Naming.column(name);
        } while (!taken.add(key));
        return name;
    }
}
