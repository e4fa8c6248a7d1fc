from snowgauge import Outcome, PagePing, PageView, RequestCounts, SelfDescribing, StructuredEvent, Subject, Tracker
from snowgauge.entities import CodeSuggestionsContext
from snowgauge.events import GkgNamespaceEnabled, SuggestionRequested
from snowgauge.testing import Collector


def tell(outcome: Outcome, more: int) -> None: ...


Tracker("http://127.0.0.1:9090")  # wrong
Tracker("http://127.0.0.1:9090", "gkg")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", color="red")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", framing="framed")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", on_invalid="ignore")  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", on_outcome=tell)  # wrong
Tracker(Collector, app_id="gkg")  # wrong
Collector().answer_next("503")  # wrong
Collector().answer_always([503])  # wrong
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
StructuredEvent(category="search")  # wrong
StructuredEvent("search", "open")  # wrong
StructuredEvent(category="search", action="open", value="2.5")  # wrong
PageView(page_title="Issues")  # wrong
PagePing(page_url="https://gitlab.example/", min_x_offset="1")  # wrong
SelfDescribing({"sha": "0d6f5a1b"})  # wrong
Subject(user_id=8819234)  # wrong
Subject(platform="desktop")  # wrong
Subject().user_id = "8819234"  # wrong
Tracker("http://127.0.0.1:9090", app_id="gkg", too_long="cut")  # wrong
tracker.scope(Subject())  # wrong
tracker.track(SuggestionRequested(), true_timestamp="2026-01-01")  # wrong
