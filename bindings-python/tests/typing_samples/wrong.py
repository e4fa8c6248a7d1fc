from snowgauge import Outcome, RequestCounts, Tracker
from snowgauge.entities import CodeSuggestionsContext
from snowgauge.events import GkgNamespaceEnabled, SuggestionRequested


def tell(outcome: Outcome, more: int) -> None: ...


Tracker("http://127.0.0.1:9090")  # wrong
Tracker("http://127.0.0.1:9090", "gkg")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", color="red")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", framing="framed")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", on_invalid="ignore")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", on_outcome=tell)  # wrong
tracker = Tracker("http://127.0.0.1:9090", app_id="gkg")
tracker.track({"name": "suggestion_requested"})  # wrong
tracker.track(SuggestionRequested(), [CodeSuggestionsContext()])  # wrong
tracker.track(SuggestionRequested(), entities=[SuggestionRequested()])  # wrong
tracker.flush("soon")  # wrong
SuggestionRequested(colour="red")  # wrong
CodeSuggestionsContext(prefix_length="long")  # wrong
GkgNamespaceEnabled(namespace_type="group")  # wrong
GkgNamespaceEnabled(namespace_type="groop", enabled_by_user_id="1")  # wrong
enabled = GkgNamespaceEnabled(namespace_type="group", enabled_by_user_id="1")
enabled.namespace_type = "project"  # wrong
print(enabled.colour)  # wrong
RequestCounts(10)  # wrong
RequestCounts().record_request("python")  # wrong
RequestCounts().record_error(language="python")  # wrong
RequestCounts().give_back([{"requests": 1}])  # wrong
