using System.IO.Hashing;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Storage;

public sealed class SecretHashTests
{
    [Fact]
    public void Equal_bytes_have_equal_hashes_that_nobody_can_work_out_beforehand()
    {
        byte[] key = [.. "com\u0001example\0/a"u8];
        Assert.Equal(SecretHash.Of64(key), SecretHash.Of64(key.ToArray()));
        Assert.Equal(SecretHash.Of128(key), SecretHash.Of128(key.ToArray()));
        Assert.NotEqual(XxHash3.HashToUInt64(key), SecretHash.Of64(key));
        Assert.NotEqual(XxHash128.HashToUInt128(key), SecretHash.Of128(key));
    }
}
