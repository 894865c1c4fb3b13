from glasscape.seeds import named_seed


def test_seeds_differ_by_name_and_by_seed():
    seeds = {named_seed(seed, name) for seed in range(5) for name in ("a/1", "a/2", "b/1")}
    assert len(seeds) == 15
    assert named_seed(1, "a/1") == named_seed(1, "a/1")
