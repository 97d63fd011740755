namespace Vennlink.Webs;

/// <summary>A stream of 64-bit words from a seed; one multiplication a word.</summary>
/// <remarks>The step of wyrand. Not for secrets. Streams of different seeds are independent for our purposes.</remarks>
internal struct RandomWords(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A word from two numbers: the same for the same numbers, unlike its neighbours.</summary>
    public static ulong Of(ulong seed, ulong index)
    {
        ulong word = seed + (index * 0x9E3779B97F4A7C15);
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }

    /// <summary>The next word.</summary>
    public ulong Next()
    {
        _state += 0xA0761D6478BD642F;
        ulong high = Math.BigMul(_state, _state ^ 0xE7037ED1A0B428DB, out ulong low);
        return high ^ low;
    }

    /// <summary>The next number in 0 … <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>The next number in [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));
}
