package example.tallystick;

import java.util.Map;

/** Says what was counted. */
public class Report {
    public String text(Tally tally) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, Long> one : tally.rows().entrySet()) {
            out.append(one.getKey()).append(": ").append(one.getValue()).append('\n');
        }
        return out.toString();
    }
}
