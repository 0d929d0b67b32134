"""The tests of a push that refkit does not pass yet with Zotero 10 as it is."""

from __future__ import annotations

import pytest

KEYS = "new objects are sent with keys of refkit's own, and Zotero 10 refuses them"
# By file and name; each comes off when it passes, and says so itself on that day.
NOT_YET: dict[str, str] = dict.fromkeys(
    [
        "test_pushing::test_every_entry_becomes_an_item_and_the_second_time_nothing_is_sent",
        "test_pushing::test_labels_are_manual_tags_and_the_run_is_marked_by_an_automatic_one",
        "test_pushing::test_an_item_of_the_users_is_completed_and_not_doubled",
        "test_pushing::test_a_doi_in_extra_is_found",
        "test_pushing::test_what_lies_in_the_trash_is_told_and_not_created_again",
        "test_pushing::test_an_item_that_was_merged_into_the_users_own_is_not_brought_back",
        "test_pushing::test_a_label_that_is_no_longer_given_goes_and_the_users_tags_stay",
        "test_pushing::test_what_a_user_changed_since_is_a_conflict_and_stays",
        "test_pushing::test_an_edit_in_the_last_moment_is_kept_and_ours_is_made_on_top",
        "test_pushing::test_what_a_user_deleted_is_not_brought_back_unless_asked",
        "test_pushing::test_a_reference_that_is_resolved_later_stays_the_same_item",
        "test_pushing::test_unresolved_references_say_so_or_are_left_out",
        "test_pushing::test_one_item_that_is_refused_does_not_hold_up_the_others",
        "test_pushing::test_a_lost_answer_makes_no_second_item",
        "test_pushing::test_a_groups_library_is_another_library",
        "test_pushing::test_notes_hold_the_evidence_and_are_written_once",
        "test_pushing::test_a_review_is_related_to_its_references_once",
        "test_pushing::test_the_same_work_twice_in_a_list_is_one_item",
        "test_undoing::test_an_item_that_somebody_worked_on_is_kept",
        "test_undoing::test_of_a_users_item_only_what_refkit_added_goes",
        "test_undoing::test_what_a_later_run_changed_is_undone_with_that_run_first",
        "test_undoing::test_undone_twice_is_undone_once",
        "test_undoing::test_what_was_undone_is_created_again_when_asked_for",
        "test_undoing::test_an_undo_with_lost_answers_is_whole",
        "test_undoing::test_a_change_whose_answer_was_lost_is_taken_back_too",
        "test_undoing::test_an_undo_that_breaks_off_goes_on",
        "test_undoing::test_a_run_is_named_by_its_beginning",
        "test_holding::test_it_is_for_its_user_alone",
        "test_holding::test_a_damaged_file_is_read_anew",
        "test_records::test_what_is_to_be_sent_is_on_record_when_it_arrives",
        "test_records::test_without_its_records_refkit_takes_nothing_for_its_own",
        "test_faults::test_a_push_through_faults_makes_the_same_library",
        "test_killed::test_after_kills_at_random_moments_the_library_is_as_after_one_run",
        "test_local_push::test_it_goes_in_once_and_is_taken_back",
        "test_local_push::test_the_best_way_is_found_and_told",
        "test_push::test_a_push_ends_in_a_table_an_account_and_the_way_back",
        "test_push::test_machines_get_the_plan_and_the_result",
        "test_push::test_what_fails_is_told_with_its_reason_and_the_exit_status",
        "test_push::test_facets_and_tag_style_are_as_in_tagging",
    ],
    KEYS,
)


def not_yet(request: pytest.FixtureRequest) -> None:
    """Let a test of the list fail; where it does not, that is a failure."""
    name = f"{request.path.stem}::{request.function.__name__}"
    if name in NOT_YET:
        request.applymarker(pytest.mark.xfail(strict=True, reason=NOT_YET[name]))
