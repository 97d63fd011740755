using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Measurement;

/// <summary>Times of one operation on the questions of one cell.</summary>
/// <param name="Cell">Kind of question.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Runs">Timed runs over all questions of the cell.</param>
/// <param name="MedianNanoseconds">Median of the runs.</param>
/// <param name="P99Nanoseconds">99th percentile of the runs; the slowest when there are fewer than 100.</param>
/// <param name="Form">Which of its ways of asking the engine was fastest with.</param>
/// <param name="Problem">What was wrong with an answer; such a cell is not timed.</param>
internal sealed record CellFigures(QuestionCell Cell, Operation Operation, int Runs, double MedianNanoseconds,
    double P99Nanoseconds, string Form, string? Problem);
