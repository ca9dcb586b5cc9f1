using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The terms of a loss by name, scalar tensors already multiplied by their weights, in the order in which they were
/// added.
/// </summary>
internal sealed class LossTerms
{
    private readonly OrderedDictionary<string, Tensor> _terms = [];

    /// <summary>The sum: what training minimises.</summary>
    public Tensor Total => _terms.Values.Aggregate((sum, term) => sum.Plus(term));

    /// <summary>A term by name.</summary>
    public Tensor this[string name] => _terms[name];

    public LossTerms Add(string name, Tensor? term)
    {
        if (term is not null) _terms.Add(name, term);
        return this;
    }

    public TrainingLosses ToNumbers(double gradientNorm) => new(
        new OrderedDictionary<string, double>(_terms.Select(term => KeyValuePair.Create(term.Key, (double)term.Value.item<float>()))), gradientNorm);
}
