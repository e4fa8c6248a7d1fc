package snowgauge.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads questions, one a line, and answers each with a line.
 *
 * <p>{@code {"schema": URI, "data": TEXT}} is answered with {@code {"good": true}} or {@code {"good": false, "why": TEXT}};
 * {@code {"lint": FILE}} with {@code {"issues": [[LEVEL, POINTER, TEXT], ...]}}.
 */
public final class Main {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        var judge = new Judge();
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(judge, JSON.readTree(line)));
        }
        out.flush();
    }

    private static ObjectNode answer(Judge judge, JsonNode question) throws IOException {
        var answer = JSON.createObjectNode();
        if (question.has("lint")) {
            var issues = answer.putArray("issues");
            for (var issue : Linter.issues(question.get("lint").textValue())) {
                issues.addArray().add(issue.level()).add(issue.pointer()).add(issue.text());
            }
            return answer;
        }
        var fault = judge.fault(question.get("schema").textValue(), question.get("data").textValue());
        answer.put("good", fault == null);
        return fault == null ? answer : answer.put("why", fault);
    }
}
