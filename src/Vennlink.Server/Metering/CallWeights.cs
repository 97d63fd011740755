using System.Collections.Frozen;

namespace Vennlink.Server.Metering;

/// <summary>How many rows of a quota each call takes, as Moz weighs them; docs/metering.md.</summary>
public sealed class CallWeights
{
    /// <summary>The highest weight there may be.</summary>
    public const int Max = 1000;

    // Of a row that is answered; of the answer where it has no rows to count.
    private static readonly FrozenDictionary<string, int> _usual = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["link_intersect"] = 5,
        ["usage_data"] = 0,
        ["intersect"] = 5,
        ["count"] = 1,
        ["subsets"] = 1,
        ["evidence"] = 1,
        ["batch"] = 5,
        ["diff"] = 5,
        ["explain"] = 1,
        ["targets"] = 1,
        ["index"] = 0,
        ["data.site.link.intersect.fetch"] = 5,
        ["quota.lookup"] = 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, int> _changed;

    private CallWeights(IEnumerable<KeyValuePair<string, int>> changed) =>
        _changed = changed.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of all calls that are counted, in the order of their letters.</summary>
    public static IReadOnlyList<string> Calls { get; } = [.. _usual.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The usual ones.</summary>
    public static CallWeights Usual { get; } = new([]);

    /// <summary>The usual ones but for some.</summary>
    /// <param name="changed">Weights from 0 to <see cref="Max"/> by names of calls.</param>
    public static CallWeights With(IEnumerable<KeyValuePair<string, int>> changed)
    {
        CallWeights weights = new(changed);
        foreach ((string call, int weight) in weights._changed)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, call);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, Max, call);
        }

        return weights;
    }

    /// <summary>Weight of a call.</summary>
    public int Of(string call) =>
        _changed.TryGetValue(call, out int weight) ? weight : _usual[call];
}
