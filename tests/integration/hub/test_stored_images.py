"""Images that somebody stores over the web are in the audit trail, with who and where."""

from tests.integration.hub.test_series import images

from telescan.identity.roles import Role


def multipart(*files: bytes) -> tuple[bytes, dict[str, str]]:
    part = b"--cut\r\nContent-Type: application/dicom\r\n\r\n%b\r\n"
    headers = {"content-type": 'multipart/related; type="application/dicom"; boundary=cut'}
    return b"".join(part % file for file in files) + b"--cut--\r\n", headers


async def test_storing_images_is_written_down(hub):
    physicist = await hub.browser_of(Role.PHYSICIST)
    body, headers = multipart(images()[0], b"no image")
    answer = await physicist.post("/dicomweb/studies", content=body, headers=headers)
    assert answer.status_code == 202
    deeds = await hub.services.identity.trail.read(limit=1)
    assert (deeds[0].who, deeds[0].act, deeds[0].site_id) == ("physicist", "store_images", "county")
    assert deeds[0].detail == {"kept": "1", "refused": "1"}


async def test_who_may_not_store_leaves_no_entry_of_images_stored(hub):
    expert = await hub.browser_of(Role.EXPERT)
    body, headers = multipart(images()[0])
    answer = await expert.post("/dicomweb/studies", content=body, headers=headers)
    assert answer.status_code == 403
    acts = [deed.act for deed in await hub.services.identity.trail.read(limit=10)]
    assert "store_images" not in acts
