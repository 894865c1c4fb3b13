"""Artificial results of paths."""

from glasscape.paths.path import PathResult


def path_result(profile, **others):
    """A converged path with the given profile."""
    values = {
        "coarser_profile": None,
        "converged": True,
        "residual_force": 1e-4,
        "intermediate": (),
        "engine": "compiled",
        "evaluations": 1,
        "seconds": 0.5,
    }
    return PathResult(profile, **{**values, **others})
