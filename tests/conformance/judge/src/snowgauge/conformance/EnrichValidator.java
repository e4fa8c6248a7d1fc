package snowgauge.conformance;

import cats.data.NonEmptyList$;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.snowplowanalytics.iglu.client.validator.CirceValidator;
import com.snowplowanalytics.iglu.client.validator.Validator;
import com.snowplowanalytics.iglu.client.validator.ValidatorError;
import com.snowplowanalytics.iglu.client.validator.ValidatorError$;
import com.snowplowanalytics.iglu.client.validator.ValidatorReport;
import io.circe.Json;
import io.circe.jackson.snowplow.package$;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scala.Option;
import scala.collection.JavaConverters;
import scala.runtime.BoxedUnit;
import scala.util.Either;
import scala.util.Left;
import scala.util.Right;

/**
 * The validator as the Iglu clients of enrich 3 and 6 set it up.
 *
 * <p>The Iglu client on Maven Central is older than its validator here: alone, it knows Iglu's metaschema under an address
 * that this validator writes in another way. Later clients ask for the address as it is; so does this class. Data become
 * the validator's values, and schemas are checked, by the Iglu client's own code.
 */
final class EnrichValidator implements Validator<Json> {
    private static final String METASCHEMA =
        "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#";

    private static final byte[] ANYTHING = {'{', '}'};

    private final JsonSchemaFactory factory = factory();
    private final SchemaValidatorsConfig config = config();
    private final Map<Json, JsonSchema> schemas = new HashMap<>();

    private static JsonSchemaFactory factory() {
        var iglu = JsonMetaSchema.builder(METASCHEMA, JsonMetaSchema.getV4())
            .addKeyword(new NonValidationKeyword("self"))
            .build();
        return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V4))
            .addMetaSchema(iglu)
            .forceHttps(false)
            .removeEmptyFragmentSuffix(false)
            // A $ref to somewhere else is answered with a schema that allows anything, and no request is made.
            .uriFetcher(address -> new ByteArrayInputStream(ANYTHING), "http", "https")
            .build();
    }

    private static SchemaValidatorsConfig config() {
        var config = new SchemaValidatorsConfig();
        config.setTypeLoose(false);
        return config;
    }

    @Override
    public Either<ValidatorError, BoxedUnit> validate(Json data, Json schema) {
        JsonSchema ready;
        try {
            ready = schemas.computeIfAbsent(schema, this::evaluate);
        } catch (RuntimeException wrong) {
            return new Left<>(ValidatorError$.MODULE$.schemaIssue(wrong));
        }
        var messages = ready.validate(package$.MODULE$.circeToJackson(data));
        return messages.isEmpty() ? new Right<>(BoxedUnit.UNIT) : new Left<>(invalid(messages));
    }

    private JsonSchema evaluate(Json schema) {
        return factory.getSchema(package$.MODULE$.circeToJackson(schema), config);
    }

    private static ValidatorReport report(ValidationMessage message) {
        var arguments = scala(Arrays.asList(message.getArguments()));
        return new ValidatorReport(message.getMessage(), Option.apply(message.getPath()), arguments, Option.apply(message.getType()));
    }

    private static ValidatorError invalid(Set<ValidationMessage> messages) {
        var reports = messages.stream().map(EnrichValidator::report).toList();
        return new ValidatorError.InvalidData(NonEmptyList$.MODULE$.fromListUnsafe(scala(reports)));
    }

    private static <A> scala.collection.immutable.List<A> scala(List<A> list) {
        return JavaConverters.asScalaBuffer(list).toList();
    }

    @Override
    public scala.collection.immutable.List<ValidatorError.SchemaIssue> checkSchema(Json schema) {
        return CirceValidator.checkSchema(schema);
    }
}
