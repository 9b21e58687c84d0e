"""Services that could combine, over HTTP and as a page."""


def test_the_page_its_files_and_who_may_not(club, public):
    found = club.get("/api/v1/sharing/back-office").raise_for_status().json()
    assert len(found["groups"]) == 7
    several = [one for one in found["groups"] if one["is_of_several"]]
    assert several
    for one in several:
        assert len({each["organisation"]["code"] for each in one["users"]}) > 1
    page = club.get("/back-office").text
    assert "Services that could combine" in page and several[0]["name"] in page
    assert "nobody has decided anything" in page
    text = club.get("/back-office/users.csv").text
    assert text.count("\n") == 1 + sum(len(one["users"]) for one in found["groups"])
    assert club.get("/back-office/groups.xlsx").status_code == 200
    assert public.get("/api/v1/sharing/back-office").status_code == 403
