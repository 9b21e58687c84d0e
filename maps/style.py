"""How a rating looks and reads, once, for the page and its script.

Colour never stands alone: each rating has a letter, a shape and a line style too. The colours
were chosen by their distance under simulated protanopia and deuteranopia, and so that green, which
the club looks for, stands out more from the map than red, where nothing is to do. The second
palette puts blue in green's place for readers who need it. Outlines are dark because amber alone
has too little contrast on white.
"""

from dataclasses import asdict
from enum import StrEnum

from estate import codes
from maps.marks import RatingStyle
from maps.measures import MEASURES

#: Below this zoom sites are gathered in donuts; from it they are drawn as outlines.
POLYGON_ZOOM = 14
#: From this zoom each site in view carries its letter.
BADGE_ZOOM = 15
MAX_BADGES = 400
#: From this zoom its name stands beside the letter, where there is room.
NAME_ZOOM = 16
PROPERTIES_FEED = "/map/properties.geojson"
AREAS_FEED = "/map/areas.geojson"
CLUSTERS_FEED = "/map/clusters.json"
TOUCH_DOWN_FEED = "/map/touch-down.json"
LAND_FEED = "/map/land.json"
VENUES_FEED = "/map/venues.json"
JOURNEYS_FEED = "/api/v1/journeys.geojson"
SHADED_FEED = "/api/v1/shaded-areas.geojson"
BASE_MAP_FEED = "/tiles/base-map.json"
#: What the map waits for before it is drawn.
FIRST_FEEDS = (
    PROPERTIES_FEED,
    AREAS_FEED,
    BASE_MAP_FEED,
    CLUSTERS_FEED,
    TOUCH_DOWN_FEED,
    LAND_FEED,
    VENUES_FEED,
)
LIST_PAGE_SIZE = 100


RATINGS = (
    RatingStyle("red", "R", "Red", "square", "#e38492", "#7d1a2e", "#33060f"),
    RatingStyle("amber", "A", "Amber", "arch", "#fbc269", "#7a4a00", "#3a2300", "7 4"),
    RatingStyle("green", "G", "Green", "circle", "#056d46", "#00382a", "#ffffff"),
    RatingStyle("unrated", "?", "Unrated", "dashed", "#ffffff", "#46525e", "#2b3640", "2 4"),
)

#: Blue in green's place: the palette that separates best without red-green vision.
COLOUR_BLIND_FILLS = {"green": ("#1f6fb0", "#0b3d5c", "#ffffff")}

#: Where the reader may not see ratings (the public edition) every site has this one mark.
PLAIN = RatingStyle("plain", "•", "Public service point", "circle", "#0d5c70", "#06323e", "#ffffff")

#: What each rating says in each scheme (docs/methods/ratings.md). Green
#: under availability never stands without the owner's own decision.
SCHEME_WORDS: dict[str, dict[str, str]] = {
    codes.RatingScheme.AVAILABILITY: {
        "red": "Core: no change anticipated",
        "amber": "Possible change",
        "green": "The owner has decided it is available",
        "unrated": "Not yet rated, or not shared",
    },
    codes.RatingScheme.SHARING: {
        "red": "Sharing unlikely",
        "amber": "Sharing possible",
        "green": "Opportunity to share",
        "unrated": "Not yet rated, or not shared",
    },
}

CONFIDENCE_WORDS = {
    codes.Confidence.A: "A: measured",
    codes.Confidence.B: "B: the organisation's estimate",
    codes.Confidence.C: "C: estimated",
    codes.Confidence.D: "D: unknown",
}

#: Code lists whose words the panel needs; the feed itself carries those of its own columns.
_LABELLED: tuple[type[StrEnum], ...] = (
    codes.Status,
    codes.Tenure,
    codes.UseClass,
    codes.UserFunction,
    codes.ServiceFunction,
    codes.CandidateKind,
    codes.RatingBasis,
)


def browser_config() -> dict[str, object]:
    """Everything the script must know that is a constant of ours: no imported text."""
    return {
        "polygonZoom": POLYGON_ZOOM,
        "badgeZoom": BADGE_ZOOM,
        "nameZoom": NAME_ZOOM,
        "maxBadges": MAX_BADGES,
        "pageSize": LIST_PAGE_SIZE,
        "ratings": [asdict(style) for style in RATINGS],
        "plain": asdict(PLAIN),
        "colourBlind": COLOUR_BLIND_FILLS,
        "schemes": SCHEME_WORDS,
        "measures": [asdict(one) for one in MEASURES],
        "confidence": CONFIDENCE_WORDS,
        "labels": {kind.__name__: {m.value: codes.label(m) for m in kind} for kind in _LABELLED},
        "disclaimer": codes.DISCLAIMER,
        "feeds": {
            "exports": "/api/v1/exports/properties",
            "properties": PROPERTIES_FEED,
            "areas": AREAS_FEED,
            "property": "/api/v1/properties/",
            "me": "/api/v1/me",
            "chosen": "/api/v1/chosen",
            "topDown": "/api/v1/savings/top-down",
            "baseMap": BASE_MAP_FEED,
            "clusters": CLUSTERS_FEED,
            "touchDown": TOUCH_DOWN_FEED,
            "land": LAND_FEED,
            "venues": VENUES_FEED,
            "journeys": JOURNEYS_FEED,
            "towns": "/api/v1/towns/",
            "shadedAreas": SHADED_FEED,
        },
        "links": {
            "property": "/properties/",
            "print": "/print",
            "compare": "/compare",
            "towns": "/towns/",
            "scheme": "/schemes/",
            "county": "/county",
            "candidates": "/candidates",
            "land": "/land",
            "venues": "/venues",
            "shadedAreas": "/need/shaded-areas",
        },
    }
