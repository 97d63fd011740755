using System.Globalization;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;

namespace Vennlink.Peers.Engines;

/// <summary>CRoaring in C: native/croaring-peer.c.</summary>
internal sealed class RoaringPeer : ChildPeer
{
    private static readonly string Program = Tools.PathOf("croaring-peer");

    public override string Name => "croaring";

    public override string? Missing() =>
        File.Exists(Program) ? null : "croaring-peer is not built (bench/peers.sh builds it)";

    public override BuildFigures Build(PeerData data, string folder)
    {
        (string output, double seconds, long peak) = RunBuild(data, folder);
        long[] bytes = [.. output.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return new BuildFigures(Name, seconds, bytes[0], peak,
            $"portable form of all lists, without a directory; frozen form {bytes[1]:N0} bytes");
    }

    public override string Remarks() => "holds only the lists that are asked for";

    protected override string[] Command(string verb, PeerData data, string folder) => [Program, verb, data.Folder];
}
