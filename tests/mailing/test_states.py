"""States follow one another by explicit rules."""

import pytest

from desktop_app.mailing.states import (
    JOB_TRANSITIONS,
    MAILING_TRANSITIONS,
    STATE_WORDS,
    IllegalTransition,
    State,
    check_job_transition,
    check_mailing_transition,
)


def test_the_words_are_the_contract_of_the_command_line() -> None:
    assert [state.value for state in State] == [
        "draft",
        "checked",
        "built",
        "uploading",
        "uploaded",
        "acknowledged",
        "finished",
        "failed",
        "cancelled",
        "uncertain",
    ]
    assert set(STATE_WORDS) == set(State)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_what_the_tables_do_not_allow_is_an_error(before: State, after: State) -> None:
    for table, check in (
        (JOB_TRANSITIONS, check_job_transition),
        (MAILING_TRANSITIONS, check_mailing_transition),
    ):
        if after in table.get(before, frozenset()):
            check(before, after)
        else:
            with pytest.raises(IllegalTransition):
                check(before, after)


def test_nothing_that_may_have_left_can_be_cancelled_or_built_anew() -> None:
    for state in State:
        if state.may_have_left and state is not State.UPLOADING:
            assert JOB_TRANSITIONS[state].isdisjoint({State.CHECKED, State.BUILT, State.CANCELLED})
    assert JOB_TRANSITIONS[State.UPLOADING].isdisjoint({State.CHECKED, State.CANCELLED})


def test_an_upload_can_only_begin_from_a_file_that_is_whole() -> None:
    assert [before for before, after in JOB_TRANSITIONS.items() if State.UPLOADING in after] == [State.BUILT]


def test_what_is_cancelled_stays_cancelled() -> None:
    assert JOB_TRANSITIONS[State.CANCELLED] == frozenset()
    assert MAILING_TRANSITIONS[State.CANCELLED] == frozenset()


def test_a_finished_job_never_becomes_anything_else() -> None:
    assert JOB_TRANSITIONS[State.FINISHED] == frozenset()


def test_every_state_leads_to_an_end() -> None:
    ends = {state for state in State if state.is_final}
    for start in JOB_TRANSITIONS:
        reached, to_visit = {start}, [start]
        while to_visit:
            for following in JOB_TRANSITIONS[to_visit.pop()] - reached:
                reached.add(following)
                to_visit.append(following)
        assert reached & ends
