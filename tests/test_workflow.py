"""Files of samples and settings of ensembles, as the rules of the workflow ask for them."""

import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.io import is_flagged

from glasscape.errors import ConfigError
from glasscape.workflow import Workflow, growing, one_of, unwatched, version

PROJECT = Path(__file__).parents[1]


def wildcards(**names):
    """The wildcards of a job."""
    return SimpleNamespace(**names, items=names.items)


def of(ensemble, sample="one", **others):
    """The wildcards of a job of one sample."""
    return wildcards(ensemble=ensemble, sample=sample, **others)


@pytest.fixture
def flow(tmp_path, monkeypatch):
    """The workflow of a config: samples that are made, and two that are read."""
    monkeypatch.chdir(tmp_path)

    def make(**content):
        (tmp_path / "samples.tsv").write_text(
            "ensemble\tsample\tpath\ttransitions\n"
            "made\tone\nmade\ttwo\nread\tone\tsome folder\tcounts.csv\nread\ttwo\tall.tar\n"
        )
        return Workflow.of_config({"samples": "samples.tsv"} | content)

    return make


def test_a_wildcard_is_one_of_the_names_and_nothing_else():
    fits = re.compile(one_of(["T0.062", "a"]))
    assert fits.fullmatch("T0.062")
    assert not fits.fullmatch("T0x062")
    assert not re.search(one_of([]), "a")
    assert not re.search(one_of([]), "")


def test_equal_versions_of_different_steps_differ():
    module = SimpleNamespace(PAIRS=2, LABELS=2)
    assert version(module, "PAIRS") == "PAIRS 2"
    assert version(module, "LABELS") != version(module, "PAIRS")


def test_files_that_were_finished_while_no_one_watched_are_told(tmp_path):
    paths = [tmp_path / name for name in ("glass", "liquid", "minima", "none")]
    for path in paths[:3]:
        path.touch()
    written = paths[0].stat().st_mtime
    records = {str(path): SimpleNamespace(endtime=written) for path in paths}
    jobs = [
        SimpleNamespace(rule=SimpleNamespace(name=name), output=[str(path) for path in some])
        for name, some in (("prepare", paths[:2]), ("collect", paths[2:]))
    ]
    assert unwatched(jobs, records.get) is None
    # written again by a job whose end was not seen, and without any record
    records[str(paths[1])].endtime -= 60.0
    assert "compute them again, --forcerun prepare, or" in unwatched(jobs, records.get)
    records[str(paths[1])].endtime = None
    assert "--forcerun prepare, or" in unwatched(jobs, records.get)
    del records[str(paths[2])]
    told = unwatched(jobs, records.get)
    assert f"{paths[1]} (2 in all)" in told
    assert told.endswith("--touch --forcerun prepare collect")


def test_pages_are_those_that_exist_of_the_studies_of_a_run(flow):
    for path in (
        "two_level_systems/made/defects.html",
        "sampling/liquid/figures/costs.png",
        "sampling/other/samplers.parquet",
        "softness/made/particles.html",
        "softness/read/particles.html",
    ):
        Path("results", path).parent.mkdir(parents=True, exist_ok=True)
        Path("results", path).touch()
    both = Workflow(flow().campaign, ("sampling", "softness"))
    assert [path.as_posix() for path in both.pages({"all", "softness_labels"})] == [
        "results/sampling/liquid/figures",
        "results/softness/made/particles.html",
        "results/softness/read/particles.html",
    ]
    asked = [path.as_posix() for path in both.pages({"two_level_systems", "collect"})]
    assert asked == ["results/two_level_systems/made/defects.html"]


def test_every_version_is_a_parameter_of_a_rule():
    """Otherwise results of an earlier version would stay."""
    rules = "".join(path.read_text() for path in (PROJECT / "workflow" / "rules").rglob("*.smk"))
    aliases = dict(re.findall(r"from (\S+) import versions(?: as (\w+))?", rules))
    modules = [
        ".".join(path.relative_to(PROJECT / "src").parent.parts)
        for path in (PROJECT / "src").rglob("versions.py")
    ]
    assert sorted(aliases) == sorted(modules)
    for module, alias in aliases.items():
        names = [name for name in vars(import_module(f"{module}.versions")) if name.isupper()]
        assert names
        for name in names:
            assert f'version({alias or "versions"}, "{name}")' in rules, f"{module}.versions.{name}"


def test_resources_grow_with_attempts():
    assert [growing(60)(None, attempt) for attempt in (1, 2, 3)] == [60, 120, 180]


def test_a_wrong_config_is_told(flow):
    with pytest.raises(ConfigError, match="config: preparation.blocks.*got 0"):
        flow(preparation={"blocks": 0})


def test_a_setting_is_that_of_the_ensemble(flow):
    own = {"preparation": {"temperature": 0.09}}
    here = flow(preparation={"temperature": 0.07}, ensembles={"made": own})
    assert here.ensembles == ["made", "read"]
    temperature = here.setting("preparation.temperature")
    assert [temperature(of(name)) for name in here.ensembles] == [0.09, 0.07]
    # a section is a dictionary, which Snakemake can record
    section = here.setting("preparation")(of("made"))
    assert section == here.campaign.configs["made"].preparation.model_dump()
    assert here.whole_config(of("made"))["preparation"]["temperature"] == 0.09


def test_liquids_are_run_at_one_temperature(flow):
    assert flow(preparation={"temperature": 0.07}).temperature_of_liquids(of("made")) == 0.07
    with pytest.raises(ConfigError, match="preparation.ranges.temperature"):
        flow(preparation={"ranges": {"temperature": [0.06, 0.07]}}).temperature_of_liquids(of("made"))


def test_files_of_every_sample_keep_other_wildcards(flow):
    files = flow().of_every_sample("results/{ensemble}/iter_{k}/{sample}.parquet")
    # a job may be of one sample and ask for all
    for given in (of("read", k="3"), wildcards(ensemble="read", k="3")):
        assert files(given) == [f"results/read/iter_3/{sample}.parquet" for sample in ("one", "two")]


def test_more_trajectories_change_no_other(flow):
    few, many = (flow(exploration={"trajectories": count}) for count in (2, 3))
    folder = "results/samples/made/one/exploration"
    assert few.visited_minima(of("made")) == [f"{folder}/0.h5", f"{folder}/1.h5"]
    assert many.visited_minima(of("made")) == [f"{folder}/{run}.h5" for run in range(3)]
    assert few.exploration_of_one(of("made")) == many.exploration_of_one(of("made"))


def test_trajectories_of_later_rounds_wait_for_an_evaluation(flow):
    folder = "results/samples/made/one/exploration"
    always, rarely = (flow(exploration={"new_minima": fraction}) for fraction in (None, 0.1))
    assert always.evaluated_before(of("made", run="7")) == []
    evaluated = [rarely.evaluated_before(of("made", run=str(run))) for run in range(9)]
    rounds = [[], [], 1, 1, 2, 2, 2, 2, 3]
    assert evaluated == [k and f"{folder}/before_round_{k}.json" for k in rounds]
    before = rarely.visited_minima_before(of("made", round="2"))
    assert before == [f"{folder}/{run}.h5" for run in range(4)]
    # which trajectories are run changes none of them
    assert always.exploration_of_one(of("made")) == rarely.exploration_of_one(of("made"))


def test_masses_change_no_minimum(flow):
    light, heavy = (flow(potential={"masses": [mass]}) for mass in (1.0, 2.0))
    assert light.interaction(of("made")) == heavy.interaction(of("made"))
    assert light.setting("potential")(of("made")) != heavy.setting("potential")(of("made"))


def test_files_of_a_potential_count_by_their_content(flow, tmp_path):
    potential = {
        "model": "lammps",
        "engine": "lammps-serial",
        "commands": "pair_style table linear 99\npair_coeff * * my.table A",
        "fractions": [1.0],
        "density": 1.0,
    }
    (tmp_path / "my.table").write_text("first")

    def files():
        return flow(potential=potential, preparation={"swaps_per_particle": 0}).potential_files(of("made"))

    before = files()
    assert list(before) == ["my.table"]
    (tmp_path / "my.table").touch()
    assert files() == before
    (tmp_path / "my.table").write_text("other")
    assert files() != before


def test_the_files_of_a_sample_are_those_of_its_folder_or_its_archive(flow, tmp_path):
    here = flow()
    for name in ("some folder/b.data", "some folder/sub/a.data", "some folder/.hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert here.source(of("read", "one")) == "some folder"
    assert here.source_files(of("read", "one")) == ["some folder/b.data", "some folder/sub/a.data"]
    assert here.source_files(of("read", "two")) == ["all.tar"]
    assert here.transitions(of("read", "one")) == "counts.csv"
    assert here.transitions(of("read", "two")) == []


def test_inputs_of_the_user_stay_where_they_are(flow, tmp_path):
    """The prefix of a module does not move them."""
    here = flow()
    (tmp_path / "some folder").mkdir()
    (tmp_path / "some folder" / "a.data").touch()
    files = [*here.source_files(of("read", "one")), *here.source_files(of("read", "two"))]
    assert len(files) == 2
    for file in (*files, here.transitions(of("read", "one"))):
        assert is_flagged(file, "local")


def test_the_relaxation_time_is_that_of_the_first_four_samples_unless_it_is_given(flow, tmp_path):
    made = flow()
    expected = [f"results/samples/made/{sample}/relaxation.json" for sample in ("one", "two")]
    assert made.relaxation(of("made", "two")) == made.relaxation(of("made")) == expected
    (tmp_path / "many.tsv").write_text("ensemble\tsample\n" + "".join(f"made\t{k}\n" for k in range(1, 7)))
    assert len(flow(samples="many.tsv").relaxation(of("made", "6"))) == 4
    given = flow(isoconfigurational={"relaxation_time": 3.0})
    assert given.relaxation(of("made")) == []
    # runs and their times do not change it
    assert set(made.relaxation_settings(of("made"))) == {"wave_number", "longest", "time_step"}


def test_isoconfigurational_runs_are_jobs_of_several(flow):
    few = flow(isoconfigurational={"runs": 10, "runs_per_job": 4})
    assert [few.isoconfigurational_runs(of("made", group=str(k))) for k in range(3)] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
    ]


def test_a_study_that_is_a_target_alone_is_checked(flow, tmp_path):
    (tmp_path / "runs.tsv").write_text("ensemble\tsample\nmade\tone\nmade\ttwo\n")
    few = flow(samples="runs.tsv", sampling={"particles": 20})
    with pytest.raises(ConfigError, match="20 particles are too few: they would interact"):
        few.checked("sampling")(None)
    assert flow(samples="runs.tsv").checked("sampling")(None) == []
    with pytest.raises(ConfigError, match="ensemble 'read': the study sampling makes its own"):
        flow().checked("sampling")(None)
