using System.Diagnostics.CodeAnalysis;
using Vennlink.Query;

namespace Vennlink.Server;

internal sealed class NextTokens(byte[] secret, ServerOptions options)
{
    private readonly byte[] _secret = secret;
    private readonly ServerOptions _options = options;

    public string Issue(string snapshotId, IntersectQuery query, string accessId, int rowCount, IntersectPosition position) => throw new NotImplementedException();

    public bool TryRead(string text, [NotNullWhen(true)] out NextToken? token) => throw new NotImplementedException();

    public bool Matches(NextToken token, IntersectQuery query, string accessId) => throw new NotImplementedException();
}
