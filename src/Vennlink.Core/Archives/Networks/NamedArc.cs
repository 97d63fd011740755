namespace Vennlink.Archives.Networks;

/// <summary>One arc of a file, or a node that stands there by itself; raw UTF-8, valid until the next read.</summary>
internal sealed class NamedArc
{
    /// <summary>Name of the node that the arc leaves, or of the node.</summary>
    public ReadOnlyMemory<byte> Source { get; private set; }

    /// <summary>Name of the node that the arc goes to; empty for a node by itself.</summary>
    public ReadOnlyMemory<byte> Target { get; private set; }

    /// <summary>Weight as written; empty where the file gives none.</summary>
    public ReadOnlyMemory<byte> Weight { get; private set; }

    /// <summary>Whether this is a node by itself.</summary>
    public bool IsNode { get; private set; }

    /// <summary>Whether it is an edge without direction: an arc each way.</summary>
    public bool IsBothWays { get; private set; }

    /// <summary>Makes it a node by itself.</summary>
    public void SetNode(ReadOnlyMemory<byte> name)
    {
        SetArc(name, default, default, isBothWays: false);
        IsNode = true;
    }

    /// <summary>Makes it an arc.</summary>
    public void SetArc(
        ReadOnlyMemory<byte> source, ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> weight, bool isBothWays)
    {
        (Source, Target, Weight, IsBothWays) = (source, target, weight, isBothWays);
        IsNode = false;
    }
}
