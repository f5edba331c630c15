package example.logbridge;

import java.util.ArrayList;
import java.util.List;

public class Logger {
    private final Layout layout;
    private final List<String> rows = new ArrayList<>();

    public Logger(Layout layout) {
        this.layout = layout;
    }

    public void info(String message) {
        rows.add(layout.format("INFO", message));
    }

    public void warn(String message) {
        rows.add(layout.format("WARN", message));
    }

    public List<String> rows() {
        return rows;
    }
}
