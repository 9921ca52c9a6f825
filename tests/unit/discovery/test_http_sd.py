"""The targets of an inventory are those of its last good answer."""

from exporter.config.conflict import Declared
from exporter.discovery.http_sd import WatchedInventory
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.listing import Listing
from exporter.model.inventory import Inventory, Reply
from exporter.model.relabel_rule import RelabelRule
from exporter.model.target import Policy

URL = "https://inventory.example/targets"
RULE = RelabelRule(source_labels=("__meta_url",), target_label="inventory")
INHERITANCE = Inheritance(
    defaults=Policy(),
    declared=Declared(trust_stores=frozenset({"mozilla"}), resolvers=frozenset({"system"})),
    rules=(RULE,),
)


class Said:
    """An inventory whose answers a test sets."""

    def __init__(self) -> None:
        self.reply = Reply()
        self.watched = WatchedInventory(Inventory(url=URL), lambda _: self.reply, INHERITANCE)

    def listing(self, text: str | None, fault: str = "") -> Listing:
        """What is listed once it said this."""
        self.reply = Reply(text=text, fault=fault)
        (listed,) = self.watched.refresh()
        return listed


def hosts(listing: Listing) -> list[str]:
    """The targets."""
    return [found.target.host for found in listing.found]


def test_before_its_first_answer_there_are_none() -> None:
    """Which is no fault of anybody's."""
    assert Said().listing(None) == Listing(file=URL)


def test_rules_see_the_url() -> None:
    """As in Prometheus."""
    (found,) = Said().listing('[{"targets": ["a.example"]}]').found
    assert found.target.labels == {"inventory": URL}
    assert found.place == f"that on line 1 of {URL}"


def test_json_is_read_as_json_whatever_the_url_ends_with() -> None:
    """Programs escape characters beyond the basic plane in halves."""
    text = '[{"targets": ["a.example"],\n\t"labels": {"duck": "\\ud83e\\udd86", "path": "C:\\\\u\\/"}}]'
    (found,) = Said().listing(text).found
    assert found.target.labels == {"inventory": URL, "duck": "\U0001f986", "path": "C:\\u/"}


def test_a_fault_takes_no_target_away() -> None:
    """Neither does one that is not asked for again."""
    said = Said()
    text = '[{"targets": ["a.example"]}]'
    said.listing(text)
    silent = said.listing(text, fault="answers 502 Bad Gateway; see its own log")
    assert hosts(silent) == ["a.example"]
    assert [str(one) for one in silent.problems] == [
        f"{URL}: answers 502 Bad Gateway; see its own log"
    ]
    assert said.listing(text).problems == ()


def test_a_wrong_target_costs_itself_alone() -> None:
    """And while it is wrong, none of those that were listed before is taken away."""
    said = Said()
    said.listing('[{"targets": ["a.example", "b.example"]}]')
    listed = said.listing('[{"targets": ["a.example", "http://c.example"]}]')
    assert hosts(listed) == ["a.example", "b.example"]
    assert [one.key for one in listed.problems] == ["[0].targets[1]"]
    assert hosts(said.listing('[{"targets": ["a.example"]}]')) == ["a.example"]


def test_a_target_that_stays_wrong_keeps_no_other() -> None:
    """Nor does a group: what is gone later is gone, wherever the fault stands then."""
    said = Said()
    wrong = '"http://c.example"]}, {"targets": ["d.example"], "labels": {"__tls_interval": "1"}}]'
    said.listing('[{"targets": ["a.example", "b.example", ' + wrong)
    listed = said.listing('[{"targets": ["b.example", ' + wrong)
    assert hosts(listed) == ["b.example"]
    assert [one.key for one in listed.problems] == ["[0].targets[1]", "[1].targets[0]"]


def test_a_second_group_with_the_same_fault_keeps_its_targets() -> None:
    """What is wrong is counted."""
    said = Said()
    wrong = '"labels": {"__tls_interval": "1"}'
    said.listing('[{"targets": ["d.example"], ' + wrong + '}, {"targets": ["a.example"]}]')
    listed = said.listing(
        '[{"targets": ["d.example"], ' + wrong + '}, {"targets": ["a.example"], ' + wrong + "}]"
    )
    assert hosts(listed) == ["a.example"]


def test_an_answer_that_is_no_list_of_groups_leaves_everything() -> None:
    """It is told where it is wrong."""
    said = Said()
    said.listing('[{"targets": ["a.example"]}]')
    listed = said.listing("[")
    assert hosts(listed) == ["a.example"]
    assert [one.file for one in listed.problems] == [URL]
