"""The public endpoints over HTTP, called with whatever JSON there is: a result, or a sentence that tells no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.editor_requests import scene
from tests.server import ROOT, App
from tests.strategies import documents, json_values, nearly_documents

# What an answer must never hold; an own upload's path is told to the one who sent it.
SECRET = re.compile(
    rf"Traceback|File \"|site-packages|{re.escape(str(ROOT))}|/usr/|/root|/home|\.py\b|0x[0-9a-f]{{6,}}"
)
FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SECONDS = 60

texts = st.text(max_size=20)
files = st.one_of(
    st.none(),
    json_values,
    st.builds(
        lambda path, meta: {"path": path, "meta": meta},
        st.sampled_from(["/etc/passwd", "../../etc/passwd", "", "\0", "http://127.0.0.1:1/x", "file:///etc/passwd"])
        | texts,
        st.sampled_from([{"_type": "gradio.FileData"}, {}, None]),
    ),
    st.builds(lambda url: {"url": url, "path": None}, st.sampled_from(["http://169.254.169.254/", "x"]) | texts),
)
scenes = st.one_of(
    json_values, nearly_documents(), documents.map(lambda document: document.fitted(64, 48).model_dump(mode="json"))
)
ARGUMENTS = {
    "render": st.tuples(scenes, files, st.none() | st.lists(files, max_size=2)),
    "export": st.tuples(scenes, files, st.none() | st.lists(files, max_size=2) | json_values, texts | json_values),
    "variants": st.tuples(scenes, texts, texts, json_values, json_values, files, st.none() | json_values),
    "outline": st.tuples(scenes, texts | json_values),
    "extract": st.tuples(files, files, json_values, json_values, texts | json_values, files, json_values),
    "open": st.tuples(files, files),
}
junk_bodies = st.one_of(json_values, st.builds(lambda data: {"data": data}, json_values))


@pytest.fixture(scope="module")
def client(public_app: App) -> Iterator[httpx.Client]:
    headers = {"X-Forwarded-For": "10.9.9.9"}
    with httpx.Client(base_url=public_app.address + "gradio_api/", timeout=SECONDS, headers=headers) as client:
        yield client


def answered(client: httpx.Client, endpoint: str, body: Any) -> tuple[str, Any]:
    """How a call ends, `complete`, `error` or `refused`, and what is told; checks what every answer must be."""
    asked = client.post(f"call/{endpoint}", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert not SECRET.search(asked.text), asked.text[:500]
    assert asked.status_code < 500, f"{asked.status_code}: {asked.text[:200]}"
    if not asked.is_success:
        return "refused", asked.text
    told = client.get(f"call/{endpoint}/{asked.json()['event_id']}")
    assert told.is_success
    (event, text), *_ = re.findall(r"^event: (complete|error)\ndata: (.*)$", told.text, re.M)
    if event == "error":
        assert not SECRET.search(text), text[:500]
    return event, json.loads(text)


def paints(client: httpx.Client) -> bool:
    event, told = answered(client, "render", {"data": [scene().model_dump(mode="json"), None, None]})
    return event == "complete" and client.get(told[0]["url"]).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("endpoint", ARGUMENTS)
def test_whatever_an_endpoint_is_called_with_is_answered(client: httpx.Client, endpoint: str) -> None:
    ends = set()

    @FEW
    @given(arguments=ARGUMENTS[endpoint])
    def check(arguments: tuple[Any, ...]) -> None:
        event, told = answered(client, endpoint, {"data": arguments})
        ends.add(event)
        if event == "error":
            sentence = told["error"]
            assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 500, sentence

    check()
    assert "error" in ends
    assert paints(client)


@FEW
@given(body=junk_bodies, endpoint=st.sampled_from([*ARGUMENTS, "nothing", "paint", ".."]))
def test_whatever_is_sent_to_an_endpoint_is_answered(client: httpx.Client, body: Any, endpoint: str) -> None:
    answered(client, endpoint, body)


def test_the_endpoints_describe_themselves(client: httpx.Client) -> None:
    told = client.get("info")
    assert not SECRET.search(told.text)
    endpoints = told.json()["named_endpoints"]
    assert endpoints.keys() == {f"/{name}" for name in ARGUMENTS}
    for name in ARGUMENTS:
        assert all(parameter["type"] for parameter in endpoints[f"/{name}"]["parameters"])
