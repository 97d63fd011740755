using Vennlink.Query.Walk;

namespace Vennlink.Query.Questions;

/// <summary>The targets of an expression while it is read, each once, in order of appearance.</summary>
internal sealed class TargetList
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<TargetText> _targets = [];

    /// <summary>The targets so far.</summary>
    public IReadOnlyList<TargetText> Targets => _targets;

    /// <summary>Takes a target for a leaf.</summary>
    public MatchExpression Leaf(TargetText target)
    {
        if (!_indexes.TryGetValue(target.Typed, out int index))
        {
            _indexes.Add(target.Typed, index = _targets.Count);
            _targets.Add(target);
        }

        return MatchExpression.Target(index);
    }
}
