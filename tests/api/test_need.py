"""Residents, need and the whole purse: pages, JSON and files say the same."""


def test_residents_stand_on_a_page_in_json_and_in_files(club, public):
    found = public.get("/api/v1/small-areas").raise_for_status().json()
    assert found["numberReturned"] == len(found["areas"]) > 200 and found["synthetic"]
    assert found["people"] == sum(one["people"] for one in found["areas"])
    assert {one["point_basis"] for one in found["areas"]} <= {
        "mean of postcodes", "middle of the outline"
    }  # fmt: skip
    assert all(one["licence"] and one["source"] for one in found["files"])
    assert "recorded_by" not in found["files"][0]
    page = club.get("/residents").text
    assert found["areas"][0]["name"] in page and "Made up for the sample county" in page
    text = club.get("/residents/areas.csv").text
    assert text.count("\n") == 1 + found["numberReturned"] and "imd_decile" in text
    assert club.get("/residents/files.csv").text.count("Synthetic") >= 5
