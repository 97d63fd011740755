using Vennlink.Peers.Data;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Peers.Questions;

/// <summary>Chooses the questions of a data set: seeded, by the lengths of its lists.</summary>
/// <remarks>
/// heavy: five (and one negative) of the longest lists; medium: lists of 10,000–100,000 sources; light: lists of at
/// most 1,000 that share a source, since lists of nobody in common are no question anyone asks; mixed: two of the
/// longest, one medium, two light, minus a medium one. In a small graph medium means the hundred lists behind the
/// twelve longest.
/// </remarks>
internal sealed class QuestionChoice
{
    private const int PositiveCount = 5;
    private const int HeavyPool = 12;
    private const int LeastMediumPool = 50;
    private const int ShortestRanked = 20;

    private readonly PeerData _data;
    private readonly Random _random = new(20261123);
    private readonly int[] _heavy;
    private readonly int[] _medium;

    public QuestionChoice(PeerData data)
    {
        _data = data;
        int[] byCount = [.. Enumerable.Range(0, data.TargetCount)
            .Where(target => data.CountOf(target) >= ShortestRanked).OrderByDescending(data.CountOf)];
        _heavy = byCount[..HeavyPool];
        _medium = [.. byCount.Skip(HeavyPool).Where(target => data.CountOf(target) is >= 10_000 and <= 100_000)];
        if (_medium.Length < LeastMediumPool)
        {
            _medium = [.. byCount.Skip(HeavyPool).Take(2 * LeastMediumPool)];
        }
    }

    /// <summary>All questions with their right answers, the most telling cells first.</summary>
    public Question[] Choose(int questionsPerCell)
    {
        string current = IndexFolder.CurrentSnapshot(_data.Facts.IndexFolder)
            ?? throw new InvalidDataException($"{_data.Facts.IndexFolder} holds no index");
        using Snapshot snapshot = Snapshot.Open(current);
        List<(QuestionCell Cell, int[] Targets)> chosen = [];
        foreach (string weight in (string[])["heavy", "mixed", "medium", "light"])
        {
            for (int index = 0; index < questionsPerCell; index++)
            {
                int[] targets = Targets(weight, index);
                foreach (string threshold in (string[])["2", "all", "1"])
                {
                    foreach (bool hasNegative in (bool[])[true, false])
                    {
                        chosen.Add((new QuestionCell(weight, threshold, hasNegative), targets));
                    }
                }
            }
        }

        // Thresholds in order of interest, then weights: an engine that runs out of time has answered the main row of
        // each weight.
        (QuestionCell Cell, int[] Targets)[] ordered =
            [.. chosen.OrderBy(question => question.Cell.Threshold switch { "2" => 0, "all" => 1, _ => 2 })
                .ThenBy(question => !question.Cell.HasNegative)];
        Dictionary<int, byte[]> keys = _data.ReadKeys(chosen.SelectMany(question => question.Targets).ToHashSet());
        Oracle oracle = new(_data);
        return [.. ordered.Select(question => Complete(question.Cell, question.Targets, keys, snapshot, oracle))];
    }

    private Question Complete(QuestionCell cell, int[] targets, Dictionary<int, byte[]> keys, Snapshot snapshot,
        Oracle oracle)
    {
        int[] negatives = cell.HasNegative ? targets[PositiveCount..] : [];
        int[] positives = targets[..PositiveCount];
        List<IdRange> ownSites = [];
        foreach (int target in negatives)
        {
            if (snapshot.TryFindDomain(keys[target], out DomainId domain))
            {
                ownSites.Add(_data.Facts.SourceScope == SourceScope.RootDomain
                    ? new IdRange(domain.Value, domain.Value + 1)
                    : new IdRange(snapshot.FirstPage(domain), snapshot.FirstPage(new DomainId(domain.Value + 1))));
            }
        }

        Question question = new()
        {
            Cell = cell,
            Positives = positives,
            Negatives = negatives,
            OwnSites = [.. ownSites],
            MinMatchingTargets = cell.Threshold switch { "1" => 1, "2" => 2, _ => PositiveCount },
            Keys = [.. positives.Concat(negatives).Select(target => keys[target])],
        };
        return question with { Answers = oracle.Answer(question) };
    }

    private int[] Targets(string weight, int index) => weight switch
    {
        // The first question is the hardest there is: the five longest lists minus the sixth.
        "heavy" => index == 0 ? _heavy[..(PositiveCount + 1)] : Pick(_heavy, PositiveCount + 1),
        "medium" => Pick(_medium, PositiveCount + 1),
        "light" => [.. Light(PositiveCount), .. Light(PositiveCount)[..1]],
        _ => [.. Pick(_heavy, 2), .. Pick(_medium, 1), .. Light(PositiveCount)[..2], .. Pick(_medium, 1)],
    };

    private int[] Pick(int[] pool, int count)
    {
        int[] picked = (int[])pool.Clone();
        _random.Shuffle(picked);
        return picked[..count];
    }

    private int[] Light(int count)
    {
        // Ends: webs have sources with this many short lists; the bound is lowered when they are rare.
        for (int shortest = 100, attempt = 1; ; attempt++)
        {
            uint source = (uint)_random.NextInt64(_data.Facts.SourceCount);
            int[] light = [.. _data.ReadForward(source).Select(target => (int)target)
                .Where(target => _data.CountOf(target) <= 1_000 && _data.CountOf(target) >= shortest)];
            if (light.Length >= count)
            {
                return Pick(light, count);
            }

            shortest = attempt % 1_000 == 0 ? Math.Max(1, shortest / 2) : shortest;
            if (attempt == 100_000)
            {
                throw new InvalidDataException($"no source links to {count} short lists");
            }
        }
    }
}
