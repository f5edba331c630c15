package example.rulebook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Named rules that a value has to keep. */
public class Rules<T> {
    private final Map<String, Predicate<T>> rules = new LinkedHashMap<>();

    public Rules<T> add(String name, Predicate<T> rule) {
        rules.put(name, rule);
        return this;
    }

    public String firstBroken(T value) {
        for (Map.Entry<String, Predicate<T>> one : rules.entrySet()) {
            if (!one.getValue().test(value)) {
                return one.getKey();
            }
        }
        return null;
    }
}
