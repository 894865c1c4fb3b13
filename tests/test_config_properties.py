"""What holds for any config and any sample sheet."""

import string

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FEW, refusal

from glasscape.config import config_class, parse_config, read_samples, read_yaml
from glasscape.errors import ConfigError
from glasscape.settings import Settings

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


def paths_of_keys(kind):
    """The path of every section and of every key below it, as tuples of names."""
    for name, field in kind.model_fields.items():
        yield (name,)
        inner = type(field.get_default())
        if issubclass(inner, Settings):
            yield from ((name, *rest) for rest in paths_of_keys(inner))


@given(st.data())
@settings(FEW, max_examples=200)
def test_any_value_of_a_key_is_taken_or_refused_by_name(data):
    """And what is taken comes back from its own YAML."""
    path = data.draw(st.sampled_from(sorted(paths_of_keys(config_class()))))
    content = data.draw(values)
    for name in reversed(path):
        content = {name: content}
    message = refusal(lambda: parse_config(content, "some.yaml"), ConfigError)
    if message is not None:
        assert message.startswith("some.yaml: ")
        assert all(section in message for section in path[:-1] or path)
    else:
        config = parse_config(content)
        again = yaml.safe_load(yaml.safe_dump(config.model_dump(mode="json")))
        assert parse_config(again) == config


@given(st.text(max_size=60))
@FEW
def test_any_text_is_a_config_or_refused(tmp_path, text):
    path = tmp_path / "some.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    message = refusal(lambda: parse_config(read_yaml(path), str(path)), ConfigError)
    assert message is None or "some.yaml" in message


@given(st.lists(st.lists(st.text(string.printable, max_size=8), max_size=5).map("\t".join), max_size=4))
@FEW
def test_any_sample_sheet_is_read_or_refused(tmp_path, lines):
    path = tmp_path / "sheet.tsv"
    path.write_text("\n".join(["ensemble\tsample\tpath", *lines]))
    ensembles = {}
    message = refusal(lambda: ensembles.update(read_samples(path)), ConfigError)
    assert message is None or "sheet.tsv" in message
    for ensemble, samples in ensembles.items():
        for each in samples:
            assert each.ensemble == ensemble
            assert not set(each.sample + each.ensemble) & set("/\\ \t{}*")
            assert each.sample[0].isalnum()
