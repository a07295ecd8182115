"""The small classifier against scikit-learn's, and what it cannot know."""

import numpy as np
import pytest

from core.runtime.errors import BadInput
from core.runtime.logistic import fit_logistic


def test_it_separates_what_can_be_separated_like_scikit_learn() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    draw = np.random.default_rng(1)
    rows = draw.normal(size=(60, 5))
    classes = (rows @ np.array([2.0, -1.0, 0.5, 0.0, 0.0]) + 0.3 > 0).astype(int)
    found = fit_logistic(rows, classes, decay=0.1).probabilities(rows)
    authority = linear_model.LogisticRegression(C=1 / (0.1 * 60), tol=1e-8).fit(rows, classes)
    assert np.abs(found - authority.predict_proba(rows)[:, 1]).max() < 5e-3


def test_one_hot_rows_say_nothing_of_other_words() -> None:
    rows = np.eye(8)
    fitted = fit_logistic(rows[:6], np.array([0, 0, 0, 1, 1, 1]))
    assert fitted.probabilities(rows[6:]) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("classes", [[], [1], [1, 1, 1]])
def test_both_classes_are_needed(classes: list[int]) -> None:
    with pytest.raises(BadInput):
        fit_logistic(np.ones((len(classes), 3)), np.array(classes, dtype=int))
