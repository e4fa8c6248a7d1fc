package snowgauge.conformance;

import cats.data.NonEmptyList;
import com.snowplowanalytics.iglu.client.validator.CirceValidator;
import com.snowplowanalytics.iglu.schemaddl.jsonschema.Linter.Message;
import com.snowplowanalytics.iglu.schemaddl.jsonschema.Linter$;
import com.snowplowanalytics.iglu.schemaddl.jsonschema.SanityLinter;
import com.snowplowanalytics.iglu.schemaddl.jsonschema.Schema;
import com.snowplowanalytics.iglu.schemaddl.jsonschema.SelfSyntaxChecker;
import com.snowplowanalytics.iglu.schemaddl.jsonschema.circe.implicits$;
import io.circe.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import scala.collection.JavaConverters;
import scala.util.Either;

/** Snowplow's schema linter with all of its checks, as {@code igluctl lint} runs it, and its own syntax check. */
final class Linter {
    /** One thing that is said about a schema: how grave it is, where, and what. */
    record Issue(String level, String pointer, String text) {}

    private Linter() {}

    /** All that is said about the schema in a file. */
    static List<Issue> issues(String file) throws IOException {
        var json = Judge.parse(Files.readString(Path.of(file)));
        var issues = new ArrayList<Issue>();
        syntax(json, issues);
        sense(json, issues);
        return issues;
    }

    /** Whether it is a schema at all. */
    private static void syntax(Json json, List<Issue> issues) {
        for (var issue : JavaConverters.seqAsJavaList(CirceValidator.checkSchema(json))) {
            issues.add(new Issue("Error", issue.path(), issue.message()));
        }
        Either<NonEmptyList<Message>, ?> own = SelfSyntaxChecker.validateSchema(json).toEither();
        if (own.isLeft()) {
            for (var message : JavaConverters.seqAsJavaList(own.left().get().toList())) {
                issues.add(issue(message));
            }
        }
    }

    /** Whether it says something sensible. */
    private static void sense(Json json, List<Issue> issues) {
        var linters = Linter$.MODULE$.allLintersMap().values().toList();
        var schema = Schema.parse(json, implicits$.MODULE$.toSchema());
        if (schema.isEmpty()) {
            issues.add(new Issue("Error", "/", "not read as a schema"));
            return;
        }
        JavaConverters.mapAsJavaMap(SanityLinter.lint(schema.get(), linters)).forEach((pointer, found) -> {
            for (var issue : JavaConverters.seqAsJavaList(found.toList())) {
                issues.add(issue(issue.toMessage(pointer)));
            }
        });
    }

    private static Issue issue(Message message) {
        return new Issue(message.level().toString(), message.jsonPointer().show(), message.message());
    }
}
