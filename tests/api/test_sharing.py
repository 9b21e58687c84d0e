"""Who shares today, over HTTP: buildings for the club, staff for their owner."""

from estate import codes


def test_the_club_reads_buildings_and_no_staff(club):
    found = club.get("/api/v1/sharing/matrix").raise_for_status().json()
    assert found["shared_buildings"] > 0
    assert sum(cell["buildings"] for cell in found["cells"]) >= found["shared_buildings"]
    assert {cell["staff"] for cell in found["cells"]} == {None}
    assert all(cell["managing"] != cell["occupying"] for cell in found["cells"])
    assert found["disclaimer"] == codes.DISCLAIMER


def test_the_owner_reads_staff_of_its_own_cells_alone(club, county_token):
    found = club.get("/api/v1/sharing/matrix", headers=county_token).raise_for_status().json()
    told = [cell for cell in found["cells"] if cell["staff"] is not None]
    assert told
    for cell in told:
        assert "SYN-CC" in {cell["managing"]["code"], cell["occupying"]["code"]}
        assert cell["staff"] == "<5" or int(cell["staff"]) >= 5 or cell["staff"] == "0"


def test_similar_users_are_of_several_organisations(club):
    near = club.get("/api/v1/sharing/similar-users", params={"within_min": 5})
    far = club.get(
        "/api/v1/sharing/similar-users", params={"within_min": 5, "organisation": "SYN-CC"}
    )
    groups = near.raise_for_status().json()["groups"]
    theirs = far.raise_for_status().json()["groups"]
    assert 0 < len(theirs) <= len(groups)
    for group in groups:
        assert len(group["organisations"]) >= 2
        assert group["occupations"] >= 2
    for group in theirs:
        assert "SYN-CC" in {one["code"] for one in group["organisations"]}


def test_neither_is_for_the_public_and_wrong_questions_are_named(public, club):
    for path in ("matrix", "similar-users"):
        assert public.get(f"/api/v1/sharing/{path}").status_code == 403
        assert club.get(f"/api/v1/sharing/{path}", params={"colour": "red"}).status_code == 422
    assert club.get("/api/v1/sharing/similar-users?same=colour").status_code == 422
