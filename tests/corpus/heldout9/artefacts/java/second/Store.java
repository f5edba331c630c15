package example.beanstore;

import java.util.LinkedHashMap;
import java.util.Map;

public class Store {
    private final Map<String, byte[]> rows = new LinkedHashMap<>();
    private final Codec codec;
    private final int limit;

    public Store(Codec codec, int limit) {
        this.codec = codec;
        this.limit = limit;
    }

    public synchronized void put(String key, Object value) {
        rows.put(key, codec.write(value));
        while (rows.size() > limit) {
            rows.remove(rows.keySet().iterator().next());
        }
    }

    public synchronized Object get(String key) {
        byte[] raw = rows.get(key);
        return raw == null ? null : codec.read(raw);
    }

    public synchronized int size() {
        return rows.size();
    }
}
