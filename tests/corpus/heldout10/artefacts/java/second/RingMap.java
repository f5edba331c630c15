package example.ringmap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

public class RingMap<V> {
    private final Map<String, V> rows = new HashMap<>();
    private final Deque<String> order = new ArrayDeque<>();
    private final int size;

    public RingMap(int size) {
        this.size = size;
    }

    public synchronized V put(String key, V value) {
        if (!rows.containsKey(key)) {
            order.addLast(key);
        }
        V before = rows.put(key, value);
        while (order.size() > size) {
            rows.remove(order.removeFirst());
        }
        return before;
    }

    public synchronized V get(String key) {
        return rows.get(key);
    }

    public synchronized int size() {
        return rows.size();
    }
}
