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
    text = club.get("/touch-down/touch-down.csv").text
    assert text.count("\n") == 1 + whole["numberReturned"]
    assert club.get("/api/v1/touch-down", params={"max_minutes": 5}).status_code == 422
    assert club.get("/api/v1/touch-down", params={"near": "NONE-1"}).status_code == 422
    assert public.get("/api/v1/touch-down").status_code == 403
    assert public.get("/map/touch-down.json").json() == {"points": []}
