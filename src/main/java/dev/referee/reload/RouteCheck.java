package dev.referee.reload;

import java.util.List;

/** One kind of mistake that is looked for before an edit is taken in. Changes nothing. */
interface RouteCheck {

    /** What is wrong with these files, taken together. */
    List<EditProblem> check(RouteSet routes);
}
