"""Touch-down desks over HTTP, as a page, and what the map's layer is made of."""


def test_the_finder_the_page_and_the_layer_say_the_same(club, public):
    def ask(**more):
        return club.get("/api/v1/touch-down", params=more).raise_for_status().json()

    whole = ask()
    assert whole["numberReturned"] == len(whole["points"]) > 3
    assert whole["desks"] == sum(one["desks"] or 0 for one in whole["points"])
    first = whole["points"][0]
    near = ask(near=first["property_id"], max_minutes=60)
    assert near["near"] == first["name"] and near["points"][0]["minutes"] == 0
    minutes = [one["minutes"] for one in near["points"]]
    assert minutes == sorted(minutes) and max(minutes) <= 60
    assert all(one["desks"] >= 5 for one in ask(at_least=5)["points"])
    layer = club.get("/map/touch-down.json").json()["points"]
    assert [one["id"] for one in layer] == [one["property_id"] for one in whole["points"]]
    page = club.get("/touch-down?near=&town=&at_least=5&max_minutes=").text
    assert "staff of any member body" in page and 'value="5"' in page
    town = next(one["town"] for one in whole["points"] if one["town"])
    assert ask(town=town.upper())["points"] == ask(town=town)["points"] != []
    for typed, words in (("max_minutes=abc", "on foot” (a number, such as 12.5)"),
                         ("at_least=0", "needed” (not below 1)"), ("town=Nowhere", "Nowhere"),
                         ("near=NONE-1", "NONE-1"), ("max_minutes=5", "Say near which"),
                         ):  # fmt: skip
        again = club.get(f"/touch-down?{typed}")
        assert (again.status_code, words in again.text) == (422, True), again.text
        assert f'value="{typed.partition("=")[2]}"' in again.text
    stranger = club.get("/touch-down?colour=red")
    assert stranger.status_code == 422 and "colour" in stranger.text
    text = club.get("/touch-down/touch-down.csv").text
    assert text.count("\n") == 1 + whole["numberReturned"]
    assert club.get("/api/v1/touch-down", params={"max_minutes": 5}).status_code == 422
    assert club.get("/api/v1/touch-down", params={"near": "NONE-1"}).status_code == 422
    assert public.get("/api/v1/touch-down").status_code == 403
    assert public.get("/map/touch-down.json").json() == {"points": []}
