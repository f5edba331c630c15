package example.plover;

import java.util.ArrayList;
import java.util.List;

/** A tree of values. */
public class Leaf {
    private final List<Leaf> below = new ArrayList<>();
    private final String name;
    private String value = "";

    public Leaf(String name) {
        this.name = name;
    }

    public Leaf add(Leaf one) {
        below.add(one);
        return this;
    }

    public void set(String text) {
        value = text;
    }

    public String find(String path) {
        if (path.isEmpty()) {
            return value;
        }
        String head = Query.head(path);
        for (Leaf one : below) {
            if (one.name.equals(head)) {
                return one.find(Query.tail(path));
            }
        }
        return null;
    }

    public int size() {
        return below.size();
    }
}
