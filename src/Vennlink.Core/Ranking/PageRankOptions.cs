using Vennlink.Storage.Files;

namespace Vennlink.Ranking;

/// <summary>How far <see cref="PageRank"/> goes.</summary>
internal sealed record PageRankOptions
{
    /// <summary>Bound of the error that ranks of an index are computed to.</summary>
    public const double DefaultTolerance = 1e-6;

    /// <summary>
    /// Rounds for the scores of an index: a number that does not depend on the graph, so that a rank depends on nothing
    /// but the paths of so many arcs that lead to its node, and what is added elsewhere changes none of its bits. At
    /// 0.85 all ranks lack at most 0.85³³ of their sum, 0.5 %; a point of the scales is a quarter or more.
    /// </summary>
    public const int IndexRounds = 32;

    /// <summary>Highest damping: leaves bits enough for the ranks of any graph, and takes some 40,000 rounds to
    /// 1e-9.</summary>
    public const double MaxDamping = 0.9995;

    /// <summary>Damping factor α, above 0 and at most <see cref="MaxDamping"/>; 0.85 in the paper.</summary>
    public double Damping
    {
        get;
        init
        {
            if (value is not (> 0 and <= MaxDamping))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, $"damping must be above 0 and at most {MaxDamping}");
            }

            field = value;
        }
    } = 0.85;

    /// <summary>Stop when the L1 error is at most this share of the sum of all ranks; positive. Not looked at with
    /// <see cref="Rounds"/>.</summary>
    public double Tolerance
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfEqual(double.IsNaN(value), true, nameof(value));
            field = value;
        }
    } = DefaultTolerance;

    /// <summary>Do exactly so many rounds, at least 1; null: as many as the tolerance takes.</summary>
    public int? Rounds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// By node: how many parts it divides its rank into, at least its number of arcs; what it has in excess of them
    /// leaks, as all of it does where there are none. Null: the number of arcs.
    /// </summary>
    public NativeArray<uint>? OutDegrees { get; init; }

    /// <summary>Most threads, at least 1. The ranks do not depend on it.</summary>
    public int ThreadCount { get; init; } = 1;
}
