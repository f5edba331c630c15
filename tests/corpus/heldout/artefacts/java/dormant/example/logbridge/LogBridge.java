package example.logbridge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Hands log lines to whoever wants them. */
public class LogBridge {
    private final List<Consumer<String>> sinks = new ArrayList<>();
    private final Layout layout = new Layout("%t %l %m");

    public void add(Consumer<String> sink) { sinks.add(sink); }

    public void log(String level, String message) {
        String line = layout.format(level, message, System.currentTimeMillis());
        for (Consumer<String> sink : sinks) sink.accept(line);
    }

    public int refresh() { HealthJob.start(); return sinks.size(); }
}
