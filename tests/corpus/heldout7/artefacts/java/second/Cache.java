package example.jcachelite;

import java.util.LinkedHashMap;
import java.util.Map;

public class Cache<K, V> {
    private final int limit;
    private final LinkedHashMap<K, V> rows = new LinkedHashMap<>(16, 0.75f, true);

    public Cache(int limit) {
        this.limit = limit;
    }

    public synchronized V get(K key, Loader<K, V> loader) {
        V found = rows.get(key);
        if (found == null) {
            found = loader.load(key);
            rows.put(key, found);
            trim();
        }
        return found;
    }

    private void trim() {
        while (rows.size() > limit) {
            K oldest = rows.entrySet().iterator().next().getKey();
            rows.remove(oldest);
        }
    }

    public synchronized Map<K, V> snapshot() {
        return new LinkedHashMap<>(rows);
    }
}
