using Vennlink.Snapshots.Targets;

namespace Vennlink.Snapshots;

/// <summary>Hosts of an index of a graph: every vertex is one, and stands for its root page.</summary>
internal sealed class VertexSpace(ISourceIndex index) : PageSpace(index)
{
    private readonly ISourceIndex _index = index;

    public override SourceScope Scope => SourceScope.Subdomain;

    public override bool IsOfPages => false;

    public override int Key(uint source, Span<byte> destination) =>
        HostSpace.HostKey(_index, new PageId(source), destination);
}
