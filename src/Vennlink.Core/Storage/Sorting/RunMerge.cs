namespace Vennlink.Storage.Sorting;

/// <summary>
/// Merges sorted runs with a loser tree: one comparison a level for each record, whatever the number of runs.
/// </summary>
/// <remarks>Source: Knuth, The Art of Computer Programming 3, section 5.4.1, "replacement selection".</remarks>
internal sealed class RunMerge : SortedRecords
{
    private readonly IReadOnlyList<RunFile> _runs;
    private readonly RunReader[] _readers;

    // _losers[0] is the winner of all; _losers[i] the loser of the match at inner node i. Leaf r hangs below node (r +
    // run count) / 2.
    private readonly int[] _losers;
    private bool _started;

    /// <summary>Opens the runs; they are deleted on dispose.</summary>
    public RunMerge(IReadOnlyList<RunFile> runs)
    {
        _runs = runs;
        _readers = new RunReader[runs.Count];
        for (int run = 0; run < runs.Count; run++)
        {
            _readers[run] = new RunReader(runs[run]);
        }

        _losers = new int[Math.Max(1, runs.Count)];
    }

    public override ReadOnlySpan<byte> Current => _readers[_losers[0]].Current;

    public override bool MoveNext()
    {
        if (_readers.Length == 0)
        {
            return false;
        }

        if (!_started)
        {
            _started = true;
            foreach (RunReader reader in _readers)
            {
                reader.MoveNext();
            }

            _losers[0] = _readers.Length == 1 ? 0 : Play(1);
        }
        else
        {
            int winner = _losers[0];
            _readers[winner].MoveNext();
            for (int node = (winner + _readers.Length) / 2; node > 0; node /= 2)
            {
                if (IsBefore(_losers[node], winner))
                {
                    (winner, _losers[node]) = (_losers[node], winner);
                }
            }

            _losers[0] = winner;
        }

        return !_readers[_losers[0]].AtEnd;
    }

    public override void Dispose()
    {
        for (int run = 0; run < _readers.Length; run++)
        {
            _readers[run].Dispose();
            File.Delete(_runs[run].Path);
        }
    }

    // Plays all matches below a node, leaves the losers there and returns the winner.
    private int Play(int node)
    {
        if (node >= _readers.Length)
        {
            return node - _readers.Length;
        }

        int left = Play(2 * node);
        int right = Play((2 * node) + 1);
        bool leftWins = IsBefore(left, right);
        _losers[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    private bool IsBefore(int left, int right)
    {
        RunReader leftReader = _readers[left];
        RunReader rightReader = _readers[right];
        if (leftReader.AtEnd || rightReader.AtEnd)
        {
            return rightReader.AtEnd && !leftReader.AtEnd;
        }

        return leftReader.Prefix != rightReader.Prefix
            ? leftReader.Prefix < rightReader.Prefix
            : leftReader.Current.SequenceCompareTo(rightReader.Current) < 0;
    }
}
