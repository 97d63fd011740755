namespace Vennlink.Graph.Arcs;

/// <summary>Which class an id belongs to, where the ids of each class are one range: sources by Domain
/// Authority.</summary>
internal sealed class IdClasses
{
    /// <summary>Most classes there can be.</summary>
    public const int MaxClasses = 128;

    private const int GroupBits = 12;

    // First id of each class that has any, and a last one above all ids; and the class of the first id of each 2¹² ids.
    private readonly uint[] _firsts;
    private readonly byte[] _classOfGroup;

    /// <param name="firsts">First id of each class, strictly ascending from 0; at most 128.</param>
    /// <param name="idCount">Ids are below.</param>
    public IdClasses(IReadOnlyList<uint> firsts, uint idCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firsts.Count, MaxClasses);
        _firsts = firsts.Count == 0 ? [0, uint.MaxValue] : [.. firsts, uint.MaxValue];
        _classOfGroup = new byte[(idCount >> GroupBits) + 1];
        int found = 0;
        for (int group = 0; group < _classOfGroup.Length; group++)
        {
            while (_firsts[found + 1] <= (uint)group << GroupBits)
            {
                found++;
            }

            _classOfGroup[group] = (byte)found;
        }
    }

    /// <summary>Classes that have any id.</summary>
    public int Count => _firsts.Length - 1;

    /// <summary>Class of an id.</summary>
    public int Of(uint id)
    {
        int found = _classOfGroup[id >> GroupBits];
        while (id >= _firsts[found + 1])
        {
            found++;
        }

        return found;
    }
}
