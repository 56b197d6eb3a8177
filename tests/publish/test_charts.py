import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from auditlib.errors import AuditError
from auditlib.report.charts import bars
from tests.publish.samples import HOSTILE, some_charts


@pytest.fixture(scope="module")
def drawn():
    return some_charts()


def test_every_chart_is_a_figure_with_a_text_and_its_data(drawn):
    for chart in drawn:
        html = chart._repr_html_()
        assert re.match(r'<figure><figcaption>[^<]+</figcaption><svg role="img" aria-label="[^"]+" ', html)
        assert "<table" in html and len(repr(chart).splitlines()) >= 4


def test_svg_is_part_of_the_page(drawn):
    for chart in drawn:
        ET.fromstring(chart.svg)
        assert not re.search(r"<\?xml|<!|http|<metadata|<style|<script", chart.svg)
        assert "<text" in chart.svg and "font-family: 'Noto Sans SC'" in chart.svg


def test_ids_are_unique_within_a_page(drawn):
    ids = [name for chart in drawn for name in re.findall(r'\bid="([^"]+)"', chart.svg)]
    links = [name for chart in drawn for name in re.findall(r'(?:href="#|url\(#)([^")]+)', chart.svg)]
    assert len(ids) == len(set(ids)) and set(links) <= set(ids)


def test_same_data_same_bytes(drawn):
    assert [chart.svg for chart in some_charts()] == [chart.svg for chart in drawn]


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_chart_without_a_text_is_refused(alt):
    with pytest.raises(AuditError, match="alt="):
        bars.bar({"甲": 1}, caption="图", alt=alt)


def test_a_character_without_glyph_is_marked_in_data_and_refused_in_our_own_words():
    assert "村〓" in bars.bar({"村𒀀": 1}, caption="图", alt="图").svg
    with pytest.raises(AuditError, match="U\\+12000"):
        bars.bar({"村": 1}, caption="图", alt="图", unit="𒀀")


def test_rare_characters_of_village_names_are_drawn():
    assert "㙍䢺𫠆" in bars.bar({"㙍䢺𫠆村": 1}, caption="图", alt="图").svg


def test_hostile_labels_are_inert():
    chart = bars.bar({text: n for n, text in enumerate(HOSTILE)}, caption="<b>", alt='"><script>')
    ET.fromstring(chart.svg)
    assert not re.search("<script|<img|<b>", chart._repr_html_())
    assert "$x^2$" in chart.svg  # no formula is made of data


def test_amounts_stay_decimals_in_the_data():
    assert "0.30" in repr(bars.bar({"甲": Decimal("0.10") + Decimal("0.20")}, caption="图", alt="图"))


def test_empty_values_leave_a_gap_not_an_error():
    bars.bar({"甲": None, "乙": 2}, caption="图", alt="图")
    bars.histogram([None, 1, 2], caption="图", alt="图")
