"""A lab's game goes on to its next question, and no other lab's does."""

from streamlit.testing.v1 import AppTest


def test_the_next_question_comes_by_the_button_and_in_its_own_lab_alone() -> None:
    def script() -> None:
        import streamlit as st

        from core.ui.turns import next_turn, turn

        st.write(f"one {turn('one')}, two {turn('two')}")
        next_turn("one", "Another")

    page = AppTest.from_function(script, default_timeout=30).run()
    assert page.markdown[0].value == "one 0, two 0"
    page.button[0].click().run()
    assert page.markdown[0].value == "one 1, two 0"
