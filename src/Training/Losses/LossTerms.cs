using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The terms of a loss by name, scalar tensors already multiplied by their weights, in the order in which they were
/// added. This is what every loss returns; <see cref="TrainingLosses"/> are its numbers. The caller's dispose scope
/// owns the tensors.
/// </summary>
public sealed class LossTerms
{
    private readonly OrderedDictionary<string, Tensor> _terms = [];

    /// <summary>The terms' names in order.</summary>
    public IReadOnlyList<string> Names => [.. _terms.Keys];

    /// <summary>The sum: what training minimises.</summary>
    public Tensor Total => _terms.Values.Aggregate((sum, term) => sum.Plus(term));

    /// <summary>A term by name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such term.</exception>
    public Tensor this[string name] => _terms[name];

    /// <summary>Adds a term; none where it is null.</summary>
    /// <returns>These terms.</returns>
    /// <exception cref="ArgumentException">There is a term of that name.</exception>
    public LossTerms Add(string name, Tensor? term)
    {
        if (term is not null) _terms.Add(name, term);
        return this;
    }

    /// <summary>Those of the terms that count.</summary>
    internal LossTerms Where(Func<string, bool> counts)
    {
        LossTerms chosen = new();
        foreach ((string name, Tensor term) in _terms)
            if (counts(name)) chosen._terms.Add(name, term);
        return chosen;
    }

    /// <summary>The values, with the length of the gradient.</summary>
    internal TrainingLosses ToNumbers(double gradientNorm)
    {
        OrderedDictionary<string, double> numbers = [];
        foreach ((string name, Tensor term) in _terms) numbers.Add(name, term.item<float>());
        return new TrainingLosses(numbers, gradientNorm);
    }
}
