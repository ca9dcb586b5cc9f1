using System.Buffers;
using System.Numerics.Tensors;

namespace DetectionSdk.Families;

/// <summary>
/// The best class of every place in scores <c>[classes, places]</c>. The rows are reduced to the best score per place
/// first, which is contiguous and vectorised; the class itself is looked up for the few places that pass.
/// </summary>
internal readonly ref struct ClassRows : IDisposable
{
    private readonly ReadOnlySpan<float> _scores;
    private readonly int _places;
    private readonly float[] _rented;

    public ClassRows(ReadOnlySpan<float> scores, int places)
    {
        _scores = scores;
        _places = places;
        _rented = ArrayPool<float>.Shared.Rent(places);
        Span<float> best = _rented.AsSpan(0, places);
        scores[..places].CopyTo(best);
        for (int start = places; start < scores.Length; start += places)
            TensorPrimitives.Max(best, scores.Slice(start, places), best);
    }

    /// <summary>Best score of each place.</summary>
    public ReadOnlySpan<float> Best => _rented.AsSpan(0, _places);

    /// <summary>The class that has the best score of a place, which must be a number.</summary>
    public int ClassOf(int place)
    {
        int classId = 0;
        while (_scores[classId * _places + place] != _rented[place]) classId++;
        return classId;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);
}
