package snowgauge.conformance;

import cats.data.EitherT;
import cats.effect.Clock;
import cats.effect.Clock$;
import cats.effect.Effect;
import cats.effect.IO;
import cats.effect.IO$;
import com.snowplowanalytics.iglu.client.Client;
import com.snowplowanalytics.iglu.client.resolver.registries.RegistryLookup;
import com.snowplowanalytics.iglu.client.resolver.registries.RegistryLookup$;
import com.snowplowanalytics.iglu.core.SchemaKey;
import com.snowplowanalytics.iglu.core.SelfDescribingData;
import com.snowplowanalytics.lrumap.CreateLruMap$;
import io.circe.Json;
import io.circe.jawn.package$;
import scala.util.Either;

/** Judges data as enrich does: the same parser, Iglu client and validator, put together in the same way. */
final class Judge {
    /** An Iglu resolver over the {@code schemas/} folders on the class path, and over nothing else. */
    private static final String RESOLVER = """
        {"schema": "iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1", "data": {
          "cacheSize": 500,
          "repositories": [{
            "name": "schemas/ on the class path", "priority": 0, "vendorPrefixes": ["com"],
            "connection": {"embedded": {"path": ""}}
          }]
        }}""";

    private static final Effect<IO<?>> EFFECT = effect();

    private final Client<IO<?>, Json> client;
    private final RegistryLookup<IO<?>> lookup = RegistryLookup$.MODULE$.ioLookupInstance(EFFECT);
    private final Clock<IO<?>> clock = Clock$.MODULE$.create(EFFECT);

    Judge() {
        var caches = CreateLruMap$.MODULE$;
        EitherT<IO<?>, ?, Client<IO<?>, Json>> made = Client.parseDefault(
            parse(RESOLVER), EFFECT, caches.asyncInitCache(EFFECT), caches.asyncInitCache(EFFECT));
        client = new Client<>(right(run(made)).resolver(), new EnrichValidator());
    }

    /**
     * Judges a datum.
     *
     * @param schema the Iglu URI of its schema
     * @param text the datum as JSON text, or what is meant to be
     * @return nothing for a good datum, else why it is bad
     */
    String fault(String schema, String text) {
        Either<?, Json> read = package$.MODULE$.parse(text);
        if (read.isLeft()) {
            return "not JSON: " + read.left().get();
        }
        // Enrich writes what it has read and reads it again before it looks at the schema.
        var data = parse(read.right().get().noSpaces());
        SchemaKey key = right(SchemaKey.fromUri(schema));
        try {
            var checked = run(client.check(new SelfDescribingData<>(key, data), EFFECT, lookup, clock));
            return checked.isRight() ? null : checked.left().get().toString();
        } catch (Exception | StackOverflowError thrown) {
            return "thrown: " + thrown;
        }
    }

    /** Parses JSON text that is known to be right. */
    static Json parse(String text) {
        return right(package$.MODULE$.parse(text));
    }

    /** The right side; anything else is a mistake of this program or of its input. */
    static <R> R right(Either<?, R> either) {
        if (either.isLeft()) {
            throw new IllegalStateException(either.left().get().toString());
        }
        return either.right().get();
    }

    @SuppressWarnings("unchecked") // Java has no higher kinds: Scala's F is IO throughout.
    private static <L, R> Either<L, R> run(EitherT<IO<?>, L, R> effect) {
        return (Either<L, R>) ((IO<?>) effect.value()).unsafeRunSync();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // As above.
    private static Effect<IO<?>> effect() {
        return (Effect) IO$.MODULE$.ioEffect();
    }
}
