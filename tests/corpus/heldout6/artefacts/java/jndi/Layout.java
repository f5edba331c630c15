package example.logbridge;

import java.time.Instant;

public class Layout {
    private final String pattern;

    public Layout(String pattern) {
        this.pattern = pattern;
    }

    public String format(String level, String message) {
        return pattern.replace("%d", Instant.now().toString()).replace("%p", level).replace("%m", message).replace("%n", "\n");
    }
}
